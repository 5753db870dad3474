"""The control plane: `/__admin`."""
