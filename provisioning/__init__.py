"""From one site.toml to a running mall: settings, certificates, the broker, and a rehearsal of it all."""
