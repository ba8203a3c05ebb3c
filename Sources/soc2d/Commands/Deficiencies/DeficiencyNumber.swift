import ArgumentParser
import Controls

/// The number of a deficiency, as somebody typed it: `D-41` or `41`.
struct DeficiencyNumber: ExpressibleByArgument {
    let id: DeficiencyID

    init?(argument: String) {
        let digits = argument.uppercased().hasPrefix("D-") ? argument.dropFirst(2) : argument[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int64(digits), number > 0 else { return nil }
        id = DeficiencyID(number: number)
    }
}
