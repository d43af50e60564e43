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

    public static HttpSecret Basic(string user, string password) => new(() => password, user, password);

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
