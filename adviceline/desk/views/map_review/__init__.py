"""The review of the maps: versions and their sign-off, test drives, review tasks, departures and where people leave."""
