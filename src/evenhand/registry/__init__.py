"""Who is who: actors, control, presences and listings, as sourced, dated claims."""
