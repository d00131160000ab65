import GRDB
import SheafCore

/// The tables, by version. A released version is never changed; a new one is a new migration.
enum Schema {
    /// What this version of Sheaf reads and writes; kept in `PRAGMA user_version`.
    static let version = 7

    /// `PRAGMA application_id`, the letters "Shef": tells the file from any other SQLite database.
    static let applicationID = 0x5368_6566

    /// 0 for a new file.
    static func found(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }

    /// Every step is one transaction: killed at any point, the next opening goes on from there.
    static func migrate(_ queue: DatabaseQueue) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: version1)
            try db.execute(
                sql: "INSERT INTO this (id, views_version) VALUES (1, ?)", arguments: [Self.viewsVersion])
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = 1")
        }
        migrator.registerMigration("2") { db in
            try db.execute(sql: version2)
            try db.execute(sql: "PRAGMA user_version = 2")
        }
        migrator.registerMigration("3") { db in
            try db.execute(sql: version3)
            try db.execute(sql: "PRAGMA user_version = 3")
        }
        migrator.registerMigration("4") { db in
            try db.execute(sql: version4)
            try db.execute(sql: "PRAGMA user_version = 4")
        }
        migrator.registerMigration("5") { db in
            try db.execute(sql: version5)
            try db.execute(sql: "PRAGMA user_version = 5")
        }
        migrator.registerMigration("6") { db in
            try db.execute(sql: version6)
            try db.execute(sql: "PRAGMA user_version = 6")
        }
        migrator.registerMigration("7") { db in
            try db.execute(sql: version7)
            try db.execute(sql: "PRAGMA user_version = 7")
        }
        try migrator.migrate(queue)
    }

    /// The tables of views, and others beside them, in an empty database without migrations.
    static func createViews(in db: Database) throws {
        for sql in [version1, version5, version6] { try db.execute(sql: sql) }
    }

    /// Every table that is folded from facts.
    static let viewTables = ["views", "members", "removals", "claims", "conflicts", "replicas"]

    /// Views that were folded with another one are folded again at opening.
    static var viewsVersion: Int { Rule.version << 16 | RecordFold.Content.storedVersion }
}
