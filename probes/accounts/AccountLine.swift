extension ArraySlice<UInt8> {
    /// What the C library reads of a line of passwd, shadow or group: all from the first byte that is no white space, as
    /// isspace(3) has it; empty for a line that it passes over.
    var accountLine: ArraySlice<UInt8> { drop { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) } }
}
