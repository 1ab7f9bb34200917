#include "cre2.h"

#include <re2/re2.h>

#include <new>
#include <string>
#include <vector>

struct cre2_regex {
    RE2 expression;

    cre2_regex(const re2::StringPiece &pattern, const RE2::Options &options)
        : expression(pattern, options) {}
};

namespace {

RE2::Options quietOptions() {
    RE2::Options options;
    // RE2 writes errors to stderr by itself unless told not to.
    options.set_log_errors(false);
    // Go has no limit on the compiled size but 1000 repeats; RE2's default of 8 MiB is below that.
    options.set_max_mem(int64_t{64} << 20);
    return options;
}

}  // namespace

extern "C" cre2_regex *cre2_compile(const unsigned char *pattern, size_t length) {
    try {
        re2::StringPiece piece(reinterpret_cast<const char *>(pattern), length);
        return new cre2_regex(piece, quietOptions());
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

extern "C" void cre2_free(cre2_regex *regex) { delete regex; }

extern "C" cre2_error cre2_error_code(const cre2_regex *regex) {
    switch (regex->expression.error_code()) {
        case RE2::NoError: return cre2_error_none;
        case RE2::ErrorInternal: return cre2_error_internal;
        case RE2::ErrorBadEscape: return cre2_error_bad_escape;
        case RE2::ErrorBadCharClass: return cre2_error_bad_character_class;
        case RE2::ErrorBadCharRange: return cre2_error_bad_character_range;
        case RE2::ErrorMissingBracket: return cre2_error_missing_bracket;
        case RE2::ErrorMissingParen: return cre2_error_missing_parenthesis;
        case RE2::ErrorUnexpectedParen: return cre2_error_unexpected_parenthesis;
        case RE2::ErrorTrailingBackslash: return cre2_error_trailing_backslash;
        case RE2::ErrorRepeatArgument: return cre2_error_repeat_argument;
        case RE2::ErrorRepeatSize: return cre2_error_repeat_size;
        case RE2::ErrorRepeatOp: return cre2_error_repeat_operator;
        case RE2::ErrorBadPerlOp: return cre2_error_bad_perl_operator;
        case RE2::ErrorBadUTF8: return cre2_error_bad_utf8;
        case RE2::ErrorBadNamedCapture: return cre2_error_bad_named_group;
        case RE2::ErrorPatternTooLarge: return cre2_error_too_large;
    }
    return cre2_error_internal;
}

extern "C" const char *cre2_error_part(const cre2_regex *regex, size_t *length) {
    const std::string &part = regex->expression.error_arg();
    *length = part.size();
    return part.data();
}

extern "C" int cre2_program_size(const cre2_regex *regex) {
    return regex->expression.ProgramSize();
}

extern "C" int cre2_group_count(const cre2_regex *regex) {
    return regex->expression.NumberOfCapturingGroups();
}

extern "C" const char *cre2_group_name(const cre2_regex *regex, int index) {
    const auto &names = regex->expression.CapturingGroupNames();
    auto found = names.find(index);
    return found == names.end() ? nullptr : found->second.c_str();
}

extern "C" int cre2_find(
    const cre2_regex *regex, const unsigned char *bytes, size_t length, size_t start,
    ptrdiff_t *positions, int groups) {
    const char *text = reinterpret_cast<const char *>(bytes);
    std::vector<re2::StringPiece> parts(static_cast<size_t>(groups) + 1);
    re2::StringPiece whole(text, length);
    if (!regex->expression.Match(
            whole, start, length, RE2::UNANCHORED, parts.data(), groups + 1)) {
        return 0;
    }
    for (size_t index = 0; index < parts.size(); index++) {
        const char *data = parts[index].data();
        positions[2 * index] = data == nullptr ? -1 : data - text;
        positions[2 * index + 1] =
            data == nullptr ? -1 : data - text + static_cast<ptrdiff_t>(parts[index].size());
    }
    return 1;
}
