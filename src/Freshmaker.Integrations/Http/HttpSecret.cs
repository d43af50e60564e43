using System.Net.Http.Headers;
using System.Text;

namespace Freshmaker.Integrations.Http;

/// <summary>What goes into the header <c>Authorization</c>, and must come out nowhere else.</summary>
internal sealed class HttpSecret
{
    readonly Func<string> _token;
    readonly string? _user;
    volatile string _last;

    HttpSecret(Func<string> token, string? user = null, string known = "") => (_token, _user, _last) = (token, user, known);

    public static implicit operator HttpSecret?(string? bearer) => bearer is null ? null : new(() => bearer, known: bearer);

    /// <summary>A bearer token given, or in a file that is read anew for every call, so that it can be renewed while we run; null when neither is given.</summary>
    public static HttpSecret? Bearer(string? token, string? file) => file is null ? token : new HttpSecret(() => ReadToken(file));

    /// <summary>A user and its password or token: given, or in a file that is read anew for every call.</summary>
    public static HttpSecret Basic(string user, string? password, string? file) =>
        file is null ? new(() => password!, user, password!) : new(() => ReadToken(file), user);

    /// <summary>What is wrong with a token and the file that may hold it instead.</summary>
    public static IEnumerable<string> Validate(string section, string? token, string? file)
    {
        if (token is not null && file is not null)
            yield return $"one of {section}:Token and {section}:TokenFile must be given, not both";
        if (token is not null && !IsToken(token))
            yield return $"{section}:Token must be printable ASCII without spaces, or not given at all";
        if (file is not null && !File.Exists(file))
            yield return $"{section}:TokenFile must be a file that is there";
    }

    /// <summary>The rule for a token that is given.</summary>
    public static bool IsToken(string token) => token.Length > 0 && token.All(c => c is > ' ' and <= '~');

    public AuthenticationHeaderValue Header()
    {
        _last = _token();
        return _user is null ? new("Bearer", _last) : new("Basic", Encoded(_last));
    }

    /// <summary>The text without anything that is secret.</summary>
    public string Cut(string text)
    {
        if (_last.Length == 0)
            return text;
        text = text.Replace(_last, Words.Cut, StringComparison.Ordinal);
        return _user is null ? text : text.Replace(Encoded(_last), Words.Cut, StringComparison.Ordinal);
    }

    string Encoded(string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_user}:{password}"));

    static string ReadToken(string file)
    {
        var token = File.ReadAllText(file).Trim();
        return IsToken(token) ? token : throw new IOException("the file of the token must hold one line of printable ASCII without spaces");
    }
}
