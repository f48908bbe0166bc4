# journal: the only files that know SQLite.
EXTRA_DIST += \
	%D%/journal.h %D%/reader.h %D%/recall.h %D%/writer.h
