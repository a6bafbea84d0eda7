"""Takes jobs from the queue and hands them to the services; says that it is alive; drains when told to stop."""
