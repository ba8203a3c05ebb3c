extension String {
    /// The text without anything that could steer a terminal or forge a line. Names from the host come escaped already;
    /// this is the second lock on the same door.
    package var printable: String {
        guard !unicodeScalars.allSatisfy(\.isPrintable) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : "\u{FFFD}" }))
    }
}

extension Unicode.Scalar {
    /// Whether it is no control, no bidirectional override, no tag and not of zero width: those can forge a line.
    var isPrintable: Bool {
        switch value {
        case 0x00..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xE0000...0xE007F: false
        default: true
        }
    }
}
