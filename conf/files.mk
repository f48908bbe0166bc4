EXTRA_DIST += conf/demo/vigie.conf.in conf/demo/secrets.conf conf/packages
EXTRA_DIST += %D%/vigie.conf %D%/secrets.conf %D%/sites.d
dist_noinst_SCRIPTS += quickstart conf/demo/world.sh conf/demo/smtp_sink.py conf/demo/listen.py
