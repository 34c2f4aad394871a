import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.settings")
application = get_wsgi_application()
# What was loaded so far stays for ever: the collector need not walk through it again and again between pages.
gc.collect()
gc.freeze()
