"""What a run measured: kept in files, summed up, held against thresholds."""
