package import Controls
internal import ProbeKit

extension Notice {
    /// A new ``eventID``: twelve digits of time, so that ids are in the order of time, and twenty of chance.
    /// - Parameter random: ten bytes.
    package static func eventID(at moment: Moment, random: [UInt8]) -> String {
        let milliseconds = UInt64(max(0, moment.nanoseconds / 1_000_000))
        let time = (0..<6).reversed().map { UInt8(truncatingIfNeeded: milliseconds >> ($0 * 8)) }
        return (time + random.prefix(10)).hexadecimal
    }
}
