/// Reads records of wtmp, as utmp(5) describes them. Their size depends on the machine that wrote them.
struct LoginRecords {
    /// How a record lies in the file. All numbers are little-endian, as on every machine that Debian has 64-bit releases for but s390x.
    enum Layout: CaseIterable, Hashable, Sendable {
        /// x86_64, and machines that kept the records of their 32-bit relatives: 384 bytes, with a time of 32 bits.
        case compact
        /// arm64: 400 bytes, with a time of 64 bits.
        case wide

        var recordSize: Int {
            switch self {
            case .compact: 384
            case .wide: 400
            }
        }

        fileprivate var timeOffset: Int {
            switch self {
            case .compact: 340
            case .wide: 344
            }
        }
    }

    /// One record.
    struct Entry: Hashable, Sendable {
        /// `ut_user` of a login; nil for a record of another kind. No longer than 32 bytes, whatever the name is.
        var user: ArraySlice<UInt8>?
        /// Seconds since 1970.
        var time: Int64
        /// Whether the time may have been taken before the clock was set: records of a boot, and of a change of the clock.
        var isOfBoot: Bool
    }

    let layout: Layout

    /// How many records are looked at to find the layout.
    private static let trial = 32
    private static let user = 44..<76
    private static let lastKind = 9
    private static let loginKind = 7
    /// RUN_LVL, BOOT_TIME, NEW_TIME and OLD_TIME.
    private static let bootKinds = 1...4

    /// The layout in which most of the beginning of a file makes sense; nil where it makes sense in none.
    init?(beginning bytes: [UInt8]) {
        let senses = Layout.allCases.map { (layout: $0, count: Self.sense(of: bytes, in: $0)) }
        guard let best = senses.max(by: { $0.count < $1.count }), best.count > 0 else { return nil }
        layout = best.layout
    }

    private init(_ layout: Layout) { self.layout = layout }

    /// How many of the first records have a kind and a time; 0 where one of them is no record.
    private static func sense(of bytes: [UInt8], in layout: Layout) -> Int {
        var count = 0
        let isSound = LoginRecords(layout).read(Array(bytes.prefix(trial * layout.recordSize))) { if $0.time > 0 { count += 1 } }
        return isSound ? count : 0
    }

    /// Calls `take` for each whole record. False where something is no record: what follows cannot be trusted then.
    func read(_ bytes: [UInt8], take: (Entry) -> Void) -> Bool {
        var place = 0
        while bytes.count - place >= layout.recordSize {
            guard let kind = Self.kind(of: bytes, at: place) else { return false }
            // EMPTY is no valid information, and not a time either.
            if kind != 0 { take(entry(kind, in: bytes, at: place)) }
            place += layout.recordSize
        }
        return true
    }

    private func entry(_ kind: Int, in bytes: [UInt8], at place: Int) -> Entry {
        let field = bytes[(place + Self.user.lowerBound)..<(place + Self.user.upperBound)]
        let name = field.prefix { $0 != 0 }
        return Entry(
            user: kind == Self.loginKind && !name.isEmpty ? name : nil, time: time(in: bytes, at: place + layout.timeOffset),
            isOfBoot: Self.bootKinds.contains(kind))
    }

    private func time(in bytes: [UInt8], at place: Int) -> Int64 {
        switch layout {
        case .compact: Int64(bytes.littleEndian(UInt32.self, at: place))
        case .wide: Int64(bitPattern: bytes.littleEndian(UInt64.self, at: place))
        }
    }

    /// `ut_type`, from EMPTY (0) to ACCOUNTING (9), with the two bytes of nothing that follow it.
    private static func kind(of bytes: [UInt8], at place: Int) -> Int? {
        let word = Int(bytes.littleEndian(UInt32.self, at: place))
        return word <= lastKind ? word : nil
    }
}

extension [UInt8] {
    /// A number whose bytes lie within the array, the least one first.
    func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type, at place: Int) -> Number {
        var number: Number = 0
        for byte in self[place..<(place + Number.bitWidth / 8)].reversed() { number = number << 8 | Number(byte) }
        return number
    }
}
