# poller: see daemon/ROOMS for what it may include.
