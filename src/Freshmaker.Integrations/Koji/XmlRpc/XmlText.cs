using System.Text;

namespace Freshmaker.Integrations.Koji.XmlRpc;

/// <summary>Text that XML 1.0 can hold.</summary>
internal static class XmlText
{
    /// <summary>Characters that XML cannot hold, lone surrogates among them, become U+FFFD. Python's writer lets them through, so Koji sends them.</summary>
    public static string Fit(string text)
    {
        var first = FirstUnfit(text, 0);
        if (first < 0)
            return text;
        var fit = new StringBuilder(text);
        for (var i = first; i >= 0; i = FirstUnfit(text, i + 1))
            fit[i] = '\uFFFD';
        return fit.ToString();
    }

    static int FirstUnfit(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (c is (< ' ' and not ('\t' or '\n' or '\r')) or '\uFFFE' or '\uFFFF' || char.IsSurrogate(c))
                return i;
        }

        return -1;
    }
}
