# conf: samples, what a server needs, and the demonstration's world.
EXTRA_DIST += %D%/packages %D%/vigie.conf %D%/secrets.conf %D%/sites.d
dist_noinst_SCRIPTS += quickstart %D%/demo/world.sh %D%/demo/smtp_sink.py %D%/demo/listen.py
