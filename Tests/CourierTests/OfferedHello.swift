/// A ClientHello as a server reads it; written apart from the code that makes one.
struct OfferedHello {
    let recordVersion: Int
    let version: Int
    let suites: [Int]
    /// By type.
    private(set) var extensions: [Int: [UInt8]] = [:]
    let length: Int

    init?(record: [UInt8]) {
        guard record.count > 44, record[0] == 22, record[5] == 1 else { return nil }
        let number = { (place: Int) in Int(record[place]) << 8 | Int(record[place + 1]) }
        recordVersion = number(1)
        version = number(9)
        length = record.count - 5
        var place = 43 + 1 + Int(record[43])
        suites = (0..<number(place) / 2).map { [place] in number(place + 2 + 2 * $0) }
        place += 2 + number(place)
        place += 1 + Int(record[place])
        guard place + 2 <= record.count else { return }
        place += 2
        while place + 4 <= record.count {
            extensions[number(place)] = Array(record[(place + 4)..<(place + 4 + number(place + 2))])
            place += 4 + number(place + 2)
        }
    }

    /// The newest version that is really offered.
    var offered: Int { extensions[43].map { Int($0[1]) << 8 | Int($0[2]) } ?? version }

    var serverName: String? { extensions[0].map { String(decoding: $0.dropFirst(5), as: UTF8.self) } }
}
