internal import CSystemd
internal import Glibc

/// The journal that this host's systemd-journald(8) keeps of its services, over every boot that it remembers: sd-journal(3).
@safe package struct Journal: ~Copyable {
    let journal: OpaquePointer

    /// - Parameter hasUsers: whether the journals of users are read too, as far as they may be.
    package init(hasUsers: Bool = false) throws(JournalFailure) {
        var opened: OpaquePointer?
        let flags = SD_JOURNAL_LOCAL_ONLY | (hasUsers ? 0 : SD_JOURNAL_SYSTEM)
        let result = unsafe sd_journal_open(&opened, Int32(flags))
        guard result >= 0, let journal = unsafe opened else { throw JournalFailure(code: result) }
        // That there is no file, and that none may be read, is no error to sd_journal_open(3).
        guard unsafe sd_journal_has_persistent_files(journal) > 0 || sd_journal_has_runtime_files(journal) > 0 else {
            unsafe sd_journal_close(journal)
            throw Self.isHidden ? .denied : .absent
        }
        unsafe self.journal = unsafe journal
    }

    deinit { unsafe sd_journal_close(journal) }

    /// The first entry that is left of all; nil for an empty journal. Microseconds since 1970.
    package var beginning: UInt64? {
        var (from, to): (UInt64, UInt64) = (0, 0)
        return unsafe sd_journal_get_cutoff_realtime_usec(journal, &from, &to) > 0 ? from : nil
    }

    /// The entries that have, of every field that is named, one of the values, newest first, until `take` has had enough.
    ///
    /// The values of fields that start with `_` are journald's own; everybody may write the others.
    /// - Parameter take: false for enough.
    package func newest(
        with values: [(field: String, of: [String])], take: (borrowing JournalEntry) throws(JournalFailure) -> Bool
    ) throws(JournalFailure) {
        unsafe sd_journal_flush_matches(journal)
        for (field, choices) in values {
            for choice in choices {
                let match = Array("\(field)=\(choice)".utf8)
                try check(unsafe sd_journal_add_match(journal, match, match.count))
            }
        }
        try check(unsafe sd_journal_seek_tail(journal))
        while try unsafe check(sd_journal_previous(journal)) > 0 {
            guard try take(unsafe JournalEntry(journal: journal)) else { return }
        }
    }

    /// Whether there is a journal that we may not read.
    private static var isHidden: Bool {
        var machine = sd_id128_t()
        guard unsafe sd_id128_get_machine(&machine) >= 0 else { return false }
        var name = [CChar](repeating: 0, count: Int(SD_ID128_STRING_MAX))
        guard unsafe sd_id128_to_string(machine, &name) != nil else { return false }
        let directory = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return ["/var/log/journal", "/run/log/journal"].contains {
            unsafe access("\($0)/\(directory)/system.journal", R_OK) != 0 && errno == EACCES
        }
    }

    @discardableResult func check(_ result: Int32) throws(JournalFailure) -> Int32 { try JournalFailure.check(result) }
}

/// The entry that is looked at.
@safe package struct JournalEntry: ~Copyable {
    private let journal: OpaquePointer

    init(journal: OpaquePointer) { unsafe self.journal = journal }

    /// When journald got it: microseconds since 1970.
    package func received() throws(JournalFailure) -> UInt64 {
        var time: UInt64 = 0
        _ = try JournalFailure.check(unsafe sd_journal_get_realtime_usec(journal, &time))
        return time
    }

    /// The value of a field; nil where the entry has none. What is no UTF-8 is replaced, and what is long is cut.
    package func value(of field: String) throws(JournalFailure) -> String? {
        var data: UnsafeRawPointer?
        var length = 0
        let result = unsafe sd_journal_get_data(journal, field, &data, &length)
        if result == -ENOENT { return nil }
        _ = try JournalFailure.check(result)
        let bytes = unsafe UnsafeRawBufferPointer(start: data, count: min(length, Self.limit))
        return unsafe String(decoding: bytes.dropFirst(field.utf8.count + 1), as: UTF8.self)
    }

    private static let limit = 4096
}
