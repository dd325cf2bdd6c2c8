// PostgresDatabase
