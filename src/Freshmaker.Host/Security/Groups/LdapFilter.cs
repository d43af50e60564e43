using System.Globalization;
using System.Text;

namespace Freshmaker.Host.Security.Groups;

/// <summary>Search filters in the text form of RFC 4515.</summary>
static class LdapFilter
{
    public static string Person(string attribute, string user, string objectClass) => $"(&({attribute}={Escape(user)})(objectClass={objectClass}))";

    /// <summary>A value as it may stand in a filter: whatever is not a plain letter, digit or mark is written as its bytes in UTF-8.</summary>
    /// <remarks>The standard asks it of five characters only; any other may be written so as well, and then nobody has to know what a server makes of it.</remarks>
    public static string Escape(string value)
    {
        var text = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.')
                text.Append((char)b);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\{b:x2}");
        }

        return text.ToString();
    }
}
