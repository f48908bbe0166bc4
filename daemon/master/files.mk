# master: vigied, which opens what needs privilege and starts the rest; built once model/conf.c is there.
