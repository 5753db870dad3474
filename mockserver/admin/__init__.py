"""The control plane at `/__admin`."""
