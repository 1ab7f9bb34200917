import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The locale that libarchive needs to understand names outside ASCII.
///
/// A Swift process starts in the locale `C`, in which libarchive 3.6 warns about such names or crashes.
/// The locale is set for the calling thread alone, as the process's belongs to the whole program.
enum UTF8Locale {
    /// Runs `body`, which must not suspend, in a UTF-8 locale.
    static func run<Result: ~Copyable>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let names = ["C.UTF-8", "C.utf8", "en_US.UTF-8"]
        guard let locale = names.lazy.compactMap({ newlocale(LC_CTYPE_MASK, $0, nil) }).first else {
            throw Failure(
                .unavailable,
                "this system has no UTF-8 locale, which reading archives needs",
                hint: "install one, as in 'apt-get install locales && locale-gen en_US.UTF-8'"
            )
        }
        let former = uselocale(locale)
        defer {
            _ = uselocale(former)
            freelocale(locale)
        }
        return try body()
    }
}
