package import Controls

/// The silences that there are files of: for people, and as one JSON object of the format `soc2d.silences.v1`.
package enum SilenceReport {
    package static func render(_ silences: [Silence], at now: Moment, width: Int, to write: ([UInt8]) -> Void) {
        var page = TextPage(width: width, hasColour: false)
        for silence in silences.filter({ now < $0.expiry.end }) + silences.filter({ now >= $0.expiry.end }) {
            page.add("\(silence.id)  \(now < silence.expiry.end ? "until" : "ended") \(silence.expiry.text), by \(silence.author)")
            page.add("covers \(silence.scope.words)", indent: 4, hanging: 2)
            page.add("reason: \(silence.reason)", indent: 4, hanging: 2)
            page.addUnwrapped("    at \(silence.place.description.printable)")
            page.add("")
            page.flush(to: write)
        }
        let ended = silences.count { now >= $0.expiry.end }
        page.add("\(silences.count - ended) in force, \(ended) expired")
        page.flush(to: write)
    }

    package static func renderJSON(_ silences: [Silence], at now: Moment, to write: ([UInt8]) -> Void) {
        let list = silences.map { silence in
            let state = now < silence.expiry.end ? "in-force" : "expired"
            return JSONValue.object(silence.fields + [("state", .text(state)), ("file", .text(silence.place.file))])
        }
        JSONPage.render([("format", .text("soc2d.silences.v1")), ("asOf", .moment(now)), ("silences", .list(list))], to: write)
    }
}

extension Silence {
    var json: JSONValue { .object(fields) }

    fileprivate var fields: [(key: String, value: JSONValue)] {
        [
            ("id", .text(id)), ("author", .text(author)), ("reason", .text(reason)), ("until", .text(expiry.text)),
            ("endsAt", .moment(expiry.end)), ("covers", .text(scope.words)),
        ]
    }
}
