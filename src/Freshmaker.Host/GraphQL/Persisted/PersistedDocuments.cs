using System.Security.Cryptography;
using System.Text;

namespace Freshmaker.Host.GraphQL.Persisted;

/// <summary>A document that clients name instead of sending it.</summary>
/// <param name="Hash">SHA-256 of the text in UTF-8, as lower-case hexadecimal digits: what <c>sha256sum</c> says of the file.</param>
public sealed record PersistedDocument(string File, string Hash, string Text);

/// <summary>The documents that may be named.</summary>
public sealed class PersistedDocuments
{
    const string Pattern = "*.graphql";

    /// <summary>As much as a request may be long; what is longer cannot be meant.</summary>
    const int MaxBytes = 1024 * 1024;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly Dictionary<string, PersistedDocument> _byHash;

    PersistedDocuments(IEnumerable<PersistedDocument> all, bool only) =>
        (_byHash, Only) = (all.GroupBy(d => d.Hash).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal), only);

    public static PersistedDocuments None { get; } = new([], only: false);

    /// <summary>Whether no others are taken.</summary>
    public bool Only { get; }

    public IEnumerable<PersistedDocument> All => _byHash.Values;

    public string? TextOf(string hash) => _byHash.GetValueOrDefault(hash)?.Text;

    /// <summary>Reads a folder with its subfolders. What is wrong is told to <paramref name="refuse"/> with the name of the file.</summary>
    public static PersistedDocuments Read(string folder, bool only, Action<string> refuse)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, Pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
            if (files.Count == 0)
                refuse($"holds no {Pattern} file (it is '{folder}')");
            return new(files.Select(file => ReadFile(file, Path.GetRelativePath(folder, file), refuse)).OfType<PersistedDocument>().ToList(), only);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refuse($"cannot be read: {e.Message}");
            return None;
        }
    }

    static PersistedDocument? ReadFile(string file, string name, Action<string> refuse)
    {
        if (new FileInfo(file) is { Length: > MaxBytes } or { Length: 0 })
        {
            refuse($"{name} must have 1 to {MaxBytes} bytes");
            return null;
        }

        var bytes = File.ReadAllBytes(file);
        try
        {
            return new(name, Convert.ToHexStringLower(SHA256.HashData(bytes)), Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            refuse($"{name} must be UTF-8");
            return null;
        }
    }
}
