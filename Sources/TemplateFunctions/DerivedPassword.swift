/// The forms of passwords that the Master Password algorithm makes.
enum DerivedPassword {
    /// The templates of each kind of password; each letter stands for one of `characters`.
    static let templates: [String: [String]] = [
        "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long": [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
            "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium": ["CvcnoCvc", "CvcCvcno"],
        "short": ["Cvcn"],
        "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin": ["nnnn"],
    ]

    /// The characters that a letter of a template stands for.
    static let characters: [UInt8: String] = [
        UInt8(ascii: "V"): "AEIOU",
        UInt8(ascii: "C"): "BCDFGHJKLMNPQRSTVWXYZ",
        UInt8(ascii: "v"): "aeiou",
        UInt8(ascii: "c"): "bcdfghjklmnpqrstvwxyz",
        UInt8(ascii: "A"): "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        UInt8(ascii: "a"): "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        UInt8(ascii: "n"): "0123456789",
        UInt8(ascii: "o"): "@&%?,=[]_:-+*$#!'^~;()/.",
        UInt8(ascii: "x"):
            "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    ]
}
