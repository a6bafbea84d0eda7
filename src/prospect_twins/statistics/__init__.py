"""Statistics without product words: intervals, agreement, calibration, permutation tests."""
