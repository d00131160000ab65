import SheafCore

extension StoreReader {
    /// Items of one rule, acknowledged ones included.
    public func conflictCount(of rule: Rule) throws -> Int {
        Int(try db.integer("SELECT count(DISTINCT id) FROM conflicts WHERE rule = ?", rule.rawValue) ?? 0)
    }
}
