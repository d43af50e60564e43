namespace Freshmaker.Integrations.Http;

/// <summary>Rules for the configured address of an HTTP system.</summary>
internal static class HttpAddress
{
    public static IEnumerable<string> Validate(string key, Uri? url)
    {
        if (url is null)
            yield return $"{key} must be given";
        else if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
            yield return $"{key} must be an absolute http or https URL";
        else if (url.UserInfo.Length > 0)
            yield return $"{key} must not carry a user name or password";
        else if (url.Query.Length > 0 || url.Fragment.Length > 0)
            yield return $"{key} must not have a query or fragment";
    }

    /// <summary>The address as a base for relative ones, whether or not it was written with a slash at its end.</summary>
    public static Uri Under(Uri url, string path) => new($"{url.AbsoluteUri.TrimEnd('/')}/{path}");
}
