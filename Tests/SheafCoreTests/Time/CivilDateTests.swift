import TestSupport
import Testing

@testable import SheafCore

@Suite("Calendar dates")
struct CivilDateTests {
    @Test("days around known dates", arguments: [
        (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (2026, 11, 21, 20_778),
        (2099, 12, 31, 47_481), (1600, 2, 29, -135_081), (1, 1, 1, -719_162), (0, 2, 29, -719_469),
        (-1, 12, 31, -719_529), (9999, 12, 31, 2_932_896),
    ] as [(Int, Int, Int, Int64)])
    func known(year: Int, month: Int, day: Int, days: Int64) throws {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        #expect(date.daysSinceEpoch == days)
        #expect(CivilDate(daysSinceEpoch: days) == date)
    }

    /// Counts on with nothing but the lengths of months.
    @Test("every day of the years 1890 to 2410 follows the one before")
    func everyDay() {
        var (year, month, day) = (1890, 1, 1)
        var days = CivilDate(year: year, month: month, day: day)?.daysSinceEpoch ?? 0
        var wrong: [String] = []
        while year < 2411 {
            let date = CivilDate(daysSinceEpoch: days)
            if (date.year, date.month, date.day) != (year, month, day) || date.daysSinceEpoch != days {
                wrong.append("\(days): \(date), expected \(year)-\(month)-\(day)")
            }
            days += 1
            day += 1
            if day > length(of: month, in: year) { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect(wrong.isEmpty)
    }

    @Test("exactly the days of the calendar exist")
    func existence() {
        for year in [1900, 1999, 2000, 2024, 2026, 2100] {
            for month in -1...14 {
                for day in -1...33 {
                    let exists = (1...12).contains(month) && (1...length(of: month, in: year)).contains(day)
                    #expect((CivilDate(year: year, month: month, day: day) != nil) == exists)
                }
            }
        }
    }

    private func length(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
}
