package import ProbeKit

/// A record that people and jobs write as one JSON object: see ``RecordFiles`` for how it is read.
package protocol RecordFormat: RecordedObject, Hashable, Sendable {
    /// The value of its member `format`, such as `soc2d.backup.v1`.
    static var format: String { get }

    /// The name of the set that it is about.
    var set: String { get }
    /// When what it tells was over, in seconds since 1970.
    var finish: Int64 { get }

    /// Reads the object. Times are RFC 3339; members may stand in any order; unknown ones are passed over.
    /// - Throws: also where a member that has to be there is missing.
    init(parsing bytes: [UInt8]) throws(JSONProblem)

    /// The object as one line.
    var json: [UInt8] { get }
}
