"""What a test suite notices of faults that are made on purpose."""
