/// The quoting of the errors of Go's `time` package: only printable ASCII stays as it is.
enum TimeQuoting {
    static func quoted(_ text: [UInt8]) -> String {
        var result = "\""
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += "\\" + String(Unicode.Scalar(byte))
            case 0x20..<0x80: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "\\x" + HexadecimalText.padded(UInt32(byte), digits: 2)
            }
        }
        return result + "\""
    }
}
