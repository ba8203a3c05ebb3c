package import ProbeKit

/// A record that people and jobs write as one JSON object: see ``RecordFiles`` for how it is read.
///
/// Texts from it are kept escaped, see ``Subject``; locations without user names and passwords.
package protocol RecordFormat: RecordedObject, Hashable, Sendable {
    /// The value of its member `format`, such as `soc2d.backup.v1`.
    static var format: String { get }
    /// Whether it is written in the moment in which what it tells ends, so that the file is as old as what it tells.
    static var isWrittenAtOnce: Bool { get }
    /// Whether somebody may sign it, so that a signature beside it has to fit.
    static var isSigned: Bool { get }

    /// The name of the set that it is about.
    var set: String { get }
    /// The `Source=` that this set had when the record was made, escaped; nil where the record does not say it.
    var source: String? { get }
    /// When what it tells was over, in seconds since 1970.
    var finish: Int64 { get }

    /// Reads the object. Times are RFC 3339; members may stand in any order; unknown ones are passed over; null is as good as absent.
    /// - Throws: also where a member stands twice, where one that has to be there is missing, and where two contradict each other.
    init(parsing bytes: [UInt8]) throws(JSONProblem)

    /// The object as one line.
    var json: [UInt8] { get }
}
