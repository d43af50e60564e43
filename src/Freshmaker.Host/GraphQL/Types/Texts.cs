using System.Text;

namespace Freshmaker.Host.GraphQL.Types;

static class Texts
{
    const int MaxLength = 1000;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Text that the database can compare with.</summary>
    public static string? Checked(this string? text, string argument)
    {
        if (text is null)
            return null;
        if (text.Length > MaxLength)
            throw Refused.Argument(argument, $"must not be longer than {MaxLength} characters; it has {text.Length}");
        if (text.Contains('\0'))
            throw Refused.Argument(argument, "must not contain the character U+0000");
        try
        {
            _ = Strict.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException)
        {
            throw Refused.Argument(argument, "must be well-formed Unicode");
        }
    }
}
