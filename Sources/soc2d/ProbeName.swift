import ArgumentParser
import Controls
import ProbeKit

/// The name of a probe of this build, as somebody typed it.
struct ProbeName: ExpressibleByArgument, Hashable {
    let text: String

    init?(argument: String) { text = argument }

    static var allValueStrings: [String] { EveryProbe.names }

    /// Says what was probably meant by a name that no probe has.
    func validate() throws {
        guard !Self.allValueStrings.contains(text) else { return }
        let help = nearestWord(to: text, among: Self.allValueStrings).map { "did you mean “\($0)”?" } ?? "`soc2d probes` lists them"
        throw ValidationError("no probe is called “\(Subject.escaping(text.utf8))”; \(help)")
    }
}
