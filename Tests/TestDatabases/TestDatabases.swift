// TestDatabases
