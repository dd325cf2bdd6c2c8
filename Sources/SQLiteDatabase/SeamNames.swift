package import Database

// Both modules have a `Database`, a `Row`, an `SQL` and a `DatabaseError`. This file imports only the seam
// and gives its types names that the others can use beside GRDB's.
package typealias Seam = Database
package typealias SeamError = DatabaseError
typealias SeamRow = Row
typealias SeamSQL = SQL
