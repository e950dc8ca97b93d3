"""Where a heavy table operation runs."""
