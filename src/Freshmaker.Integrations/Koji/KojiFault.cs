using System.Text.RegularExpressions;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Koji;

/// <summary>Koji answered a call with a fault: its own classes by their codes (koji/__init__.py), 1 for what it did not expect.</summary>
internal sealed partial class KojiFault(KojiCall call, int code, string text) : Exception($"fault {code}: {text}")
{
    const int Unexpected = 1;
    const int LockError = 1001;
    const int AuthError = 1002;
    const int AuthLockError = 1006;
    const int AuthExpired = 1007;
    const int SequenceError = 1008;
    const int RetryError = 1009;
    const int ServerOffline = 1014;
    const int GssapiAuthError = 1023;

    public KojiCall Call => call;

    public int Code => code;

    /// <summary>Koji's own words.</summary>
    public string Text => text;

    /// <summary>The session is not known any more, expired, or its calls are out of order. Koji found out before it did anything.</summary>
    public bool IsLostSession => code is AuthError or AuthExpired or SequenceError;

    /// <summary>A matter of time, or the operator's: not about what was asked.</summary>
    public bool IsPassing => IsLostSession || code is LockError or AuthLockError or RetryError or ServerOffline or GssapiAuthError
        || (code == Unexpected && DatabaseTrouble().IsMatch(text));

    public static KojiFault Of(KojiCall call, int code, string text, string? secret = null) => new(call, code, Words.Clean(LastWords(text), Answer.MaxText, secret));

    /// <summary>The hub gives a call in a <c>multiCall</c> only the words of what it did not expect; its class, by which trouble with the database is known, is in the traceback.</summary>
    /// <param name="last">The last entry of the traceback.</param>
    public static KojiFault InBatch(KojiCall call, int code, string text, string? last) => Of(call, code, code != Unexpected || string.IsNullOrWhiteSpace(last)
        ? text
        : last.Contains(text, StringComparison.Ordinal) ? last : $"{text} ({last.Trim()})");

    public OutsideFault ToOutsideFault() => call.Fault(Message, this);

    // A hub that is being debugged answers with a traceback. What happened is its last line.
    static string LastWords(string text) => text.StartsWith("Traceback", StringComparison.Ordinal)
        ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1]
        : text;

    [GeneratedRegex(@"psycopg2\.|OperationalError|InterfaceError|could not connect", RegexOptions.None, 1000)]
    private static partial Regex DatabaseTrouble();
}
