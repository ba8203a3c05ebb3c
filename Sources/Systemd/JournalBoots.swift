internal import CSystemd

/// A boot that the journal has entries of, as `journalctl --list-boots` shows it.
package struct JournalBoot: Hashable, Sendable {
    /// As `/proc/sys/kernel/random/boot_id` has it.
    package let id: String
    /// Microseconds since 1970 by the wall clock of then: when the kernel started, and the last entry.
    package let kernelStart: UInt64
    package let lastEntry: UInt64
}

extension Journal {
    /// The last boots, the newest first.
    package func boots(limit: Int) throws(JournalFailure) -> [JournalBoot] {
        unsafe sd_journal_flush_matches(journal)
        try check(unsafe sd_journal_seek_tail(journal))
        var boots: [JournalBoot] = []
        while boots.count < limit, try unsafe check(sd_journal_previous(journal)) > 0 {
            let boot = try mark().boot
            let (found, first) = try look(at: boot)
            // Where clocks went back, the boot before may seem to be one that was met already.
            guard !boots.contains(where: { $0.id == found.id }) else { break }
            boots.append(found)
            unsafe sd_journal_flush_matches(journal)
            try check(unsafe sd_journal_seek_realtime_usec(journal, first))
        }
        return boots
    }

    /// One boot, and its first entry.
    private func look(at boot: sd_id128_t) throws(JournalFailure) -> (JournalBoot, first: UInt64) {
        let id = Self.text(of: boot)
        let match = Array("_BOOT_ID=\(id.filter { $0 != "-" })".utf8)
        try check(unsafe sd_journal_add_match(journal, match, match.count))
        try check(unsafe sd_journal_seek_head(journal))
        try check(unsafe sd_journal_next(journal))
        let first = try mark()
        try check(unsafe sd_journal_seek_tail(journal))
        try check(unsafe sd_journal_previous(journal))
        let last = try mark()
        let start = first.wall.subtractingReportingOverflow(first.awake)
        return (JournalBoot(id: id, kernelStart: start.overflow ? 0 : start.partialValue, lastEntry: last.wall), first.wall)
    }

    /// The clocks of the entry that is looked at, in microseconds, and its boot.
    private func mark() throws(JournalFailure) -> (wall: UInt64, awake: UInt64, boot: sd_id128_t) {
        var (wall, awake): (UInt64, UInt64) = (0, 0)
        var boot = sd_id128_t()
        try check(unsafe sd_journal_get_realtime_usec(journal, &wall))
        try check(unsafe sd_journal_get_monotonic_usec(journal, &awake, &boot))
        return (wall, awake, boot)
    }

    /// With dashes, as the kernel writes it.
    private static func text(of id: sd_id128_t) -> String {
        var digits = [CChar](repeating: 0, count: Int(SD_ID128_STRING_MAX))
        guard unsafe sd_id128_to_string(id, &digits) != nil else { return "" }
        let text = String(decoding: digits.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        var parts: [Substring] = []
        var rest = Substring(text)
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }
}
