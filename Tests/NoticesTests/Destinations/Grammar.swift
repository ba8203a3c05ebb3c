import Controls
import Foundation
import Notices
import Testing

/// What one vendor would act on in a body: a strict reading of its grammar, in which nothing is let through that it might take for a mention
/// or a link.
struct Grammar: Sendable {
    /// What is live in a body, and whether it keeps the vendor's bounds.
    let flaws: @Sendable (_ json: Any) -> [String]

    static func of(_ kind: DestinationKind) -> Grammar {
        switch kind {
        case .slack: slack
        case .teams: teams
        case .discord: chat(limit: 2000, bold: "**", hasAngles: false)
        case .googleChat: chat(limit: 31_000, bold: "*", hasAngles: true)
        case .mattermost: chat(limit: 16_383, bold: "**", hasAngles: false)
        case .matrix: matrix
        case .telegram: telegram
        case .pagerduty: pagerDuty
        case .alertmanager: alertmanager
        case .webhook, .journald, .heartbeat: Grammar { texts($0).filter(hasControl) }
        }
    }

    // MARK: Parts

    /// All strings in a document, keys included.
    static func texts(_ json: Any) -> [String] {
        switch json {
        case let text as String: [text]
        case let list as [Any]: list.flatMap(texts)
        case let object as [String: Any]: object.keys + object.values.flatMap(texts)
        default: []
        }
    }

    /// Controls but line ends, bidirectional overrides, and what has no width, but for U+2060.
    static func hasControl(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x0A, 0x2060: false
            case 0x00..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x202A...0x202E, 0x2061...0x206F, 0xFEFF, 0xE0000...0xE007F: true
            default: false
            }
        }
    }

    private static func occurrences(_ words: [String], in text: String) -> [String] {
        let scalars = Array(text.lowercased().unicodeScalars)
        return words.filter { word in
            let wanted = Array(word.unicodeScalars)
            guard scalars.count >= wanted.count else { return false }
            return (0...scalars.count - wanted.count).contains { scalars[$0..<$0 + wanted.count].elementsEqual(wanted) }
        }
    }

    /// An at sign with anything behind it that could be a name.
    private static func mentions(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.filter {
            scalars[$0] == "@" && $0 + 1 < scalars.count
                && (scalars[$0 + 1].properties.isAlphabetic || scalars[$0 + 1].properties.numericType != nil)
        }.map { _ in "a mention" }
    }

    private static func links(_ text: String) -> [String] { occurrences(["://", "www."], in: text) }

    private static func count(_ text: String, _ limit: Int) -> [String] {
        text.utf16.count > limit ? ["more than \(limit): \(text.utf16.count)"] : []
    }

    /// Every `&` begins one of these entities, and no angle stands for itself.
    private static func angles(_ text: String, entities: [String] = ["&amp;", "&lt;", "&gt;"]) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let bare = scalars.contains("<") || scalars.contains(">") ? ["a bare angle"] : []
        let torn = scalars.indices.filter { place in
            scalars[place] == "&" && !entities.contains { scalars[place...].starts(with: $0.unicodeScalars) }
        }
        return bare + torn.map { _ in "a torn entity" }
    }

    // MARK: Vendors

    private static let slack = Grammar { json in
        guard let object = json as? [String: Any], let text = object["text"] as? String, let blocks = object["blocks"] as? [[String: Any]],
            !text.isEmpty, blocks.count == 3
        else { return ["shape"] }
        var flaws = angles(text) + mentions(text) + links(text) + (texts(json).contains(where: hasControl) ? ["a control"] : [])
        let limits = ["header": 150, "section": 3000, "context": 3000]
        for block in blocks {
            let elements = (block["elements"] as? [[String: Any]]) ?? [block["text"] as? [String: Any] ?? [:]]
            for element in elements {
                guard element["type"] as? String == "plain_text", element["emoji"] as? Bool == false, let text = element["text"] as? String,
                    !text.isEmpty
                else { flaws.append("no plain text"); continue }
                flaws += angles(text) + count(text, limits[block["type"] as? String ?? ""] ?? 0)
            }
        }
        return flaws
    }

    private static let teams = Grammar { json in
        guard let object = json as? [String: Any], object["type"] as? String == "message",
            let attachments = object["attachments"] as? [[String: Any]], let card = attachments.first?["content"] as? [String: Any],
            let blocks = card["body"] as? [[String: Any]]
        else { return ["shape"] }
        var flaws = card["msteams"] == nil ? [] : ["msteams"]
        for block in blocks {
            if block["type"] as? String != "RichTextBlock" { flaws.append("a block that parses") }
            for run in block["inlines"] as? [[String: Any]] ?? [[:]] {
                if run["type"] as? String != "TextRun" || !Set(run.keys).isSubset(of: ["type", "text", "weight"]) {
                    flaws.append("a run that acts")
                }
            }
        }
        return flaws + (texts(json).contains(where: hasControl) ? ["a control"] : [])
    }

    /// One line of our own, and one code block to the end.
    private static func chat(limit: Int, bold: String, hasAngles: Bool) -> Grammar {
        Grammar { json in
            guard let object = json as? [String: Any], let text = (object["content"] ?? object["text"]) as? String else { return ["shape"] }
            var flaws = count(text, limit) + mentions(text) + links(text) + occurrences(["<!", "<@", "<#"], in: text)
            if hasControl(text) { flaws.append("a control") }
            if hasAngles { flaws += angles(text) }
            if object["content"] != nil, (object["allowed_mentions"] as? [String: Any])?["parse"] as? [String] != [] {
                flaws.append("mentions allowed")
            }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count >= 4, lines[1] == "```", lines.last == "```" else { return flaws + ["no code block"] }
            if occurrences(["``"], in: lines[2..<lines.count - 1].joined(separator: "\n")) != [] { flaws.append("the block ends early") }
            if !isOurs(String(lines[0]), bold: bold) { flaws.append("title \(lines[0])") }
            return flaws
        }
    }

    private static func isOurs(_ title: String, bold: String) -> Bool {
        guard title.hasPrefix(bold), title.hasSuffix(bold) else { return false }
        return title.dropFirst(bold.count).dropLast(bold.count).unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || " -:,()".unicodeScalars.contains($0))
        }
    }

    private static let matrix = Grammar { json in
        guard let object = json as? [String: Any], let text = object["text"] as? String, let html = object["html"] as? String else {
            return ["shape"]
        }
        var flaws = mentions(text) + links(text) + mentions(html) + links(html)
        if [text, html].contains(where: hasControl) { flaws.append("a control") }
        var rest = html
        for tag in ["<strong>", "</strong>", "<code>", "</code>", "<br/>"] {
            rest = rest.replacingOccurrences(of: tag, with: "", options: .literal)
        }
        return flaws + angles(rest, entities: ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"])
    }

    private static let telegram = Grammar { json in
        guard let object = json as? [String: Any], let text = object["text"] as? String,
            let entities = object["entities"] as? [[String: Any]],
            object["parse_mode"] == nil, entities.count == 2, let pre = entities.last, pre["type"] as? String == "pre",
            let start = pre["offset"] as? Int, let length = pre["length"] as? Int, entities[0]["length"] as? Int == start - 1
        else { return ["shape"] }
        var flaws = count(text, 4096) + (hasControl(text) ? ["a control"] : [])
        if start + length != text.utf16.count { flaws.append("something behind the block") }
        let title = String(decoding: Array(text.utf16.prefix(start - 1)), as: UTF16.self)
        if !isOurs(title, bold: "") { flaws.append("title \(title)") }
        return flaws
    }

    private static let pagerDuty = Grammar { json in
        guard let object = json as? [String: Any], let action = object["event_action"] as? String, let key = object["dedup_key"] as? String
        else { return ["shape"] }
        var flaws = count(key, 255) + texts(json).flatMap(links) + (texts(json).contains(where: hasControl) ? ["a control"] : [])
        if object["routing_key"] != nil { flaws.append("a routing key") }
        if action == "resolve" { return flaws }
        guard let payload = object["payload"] as? [String: Any], let summary = payload["summary"] as? String,
            let source = payload["source"] as? String, !summary.isEmpty, !source.isEmpty,
            ["critical", "error", "warning", "info"].contains(payload["severity"] as? String ?? "")
        else { return flaws + ["payload"] }
        flaws += count(summary, 1024)
        return flaws
    }

    private static let alertmanager = Grammar { json in
        guard let alerts = json as? [[String: Any]], !alerts.isEmpty else { return ["shape"] }
        var flaws = texts(json).flatMap { links($0) + mentions($0) + occurrences(["<!", "<@"], in: $0) }
        if texts(json).contains(where: hasControl) { flaws.append("a control") }
        for alert in alerts {
            let labels = alert["labels"] as? [String: String] ?? [:]
            if labels["alertname"] == nil || labels.values.contains("") { flaws.append("labels") }
            let (start, end) = (alert["startsAt"] as? String ?? "", alert["endsAt"] as? String ?? "")
            if start.isEmpty || end < start { flaws.append("times") }
        }
        return flaws
    }
}
