extension ArraySlice<UInt8> {
    /// What the C library reads of a line of passwd, shadow or group: all from the first byte that is no white space, as
    /// isspace(3) has it; empty for a blank line and for one that begins with `#`, which it passes over.
    var accountLine: ArraySlice<UInt8> {
        let line = drop { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
        return line.first == UInt8(ascii: "#") ? [] : line
    }
}
