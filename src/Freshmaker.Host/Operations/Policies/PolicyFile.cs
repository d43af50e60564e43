using System.Text;
using System.Text.Json;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Host.Operations.Policies;

/// <summary>A policy file: JSON (with comments and trailing commas) or YAML, by its name's end. Its paths begin with the name of the file, without folders.</summary>
static class PolicyFile
{
    /// <summary>Largest accepted file, in bytes.</summary>
    public const int MaxSize = 1 << 20;

    static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="PolicyFileException">It cannot be read; the message says why, without the key that named the file.</exception>
    public static PolicyNode Read(string path)
    {
        var name = Path.GetFileName(path);
        Func<string, string, PolicyNode> parse = Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".json" => OfJson,
            ".yaml" or ".yml" => YamlPolicy.Parse,
            _ => throw new PolicyFileException($"must name a file that ends with .json, .yaml or .yml (it is '{path}')"),
        };
        return parse(Text(path), name);
    }

    static string Text(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxSize } file)
                throw new PolicyFileException($"must name a file of at most {MaxSize} bytes ('{path}' has {file.Length})");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (ArgumentException)
        {
            throw new PolicyFileException($"must name a file in UTF-8 ('{path}' is not)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new PolicyFileException($"cannot be read: {e.Message}");
        }
    }

    static PolicyNode OfJson(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Json);
            return PolicyNode.OfJson(document.RootElement, name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: a text that is no Unicode
        {
            throw new PolicyFileException($"is not JSON: {name}: {e.Message}");
        }
    }
}

/// <summary>Why a policy file cannot be read.</summary>
sealed class PolicyFileException(string message) : Exception(message);
