namespace Freshmaker.Integrations.Http;

internal static class Options
{
    /// <summary>Refuses bad options with all that is wrong with them.</summary>
    public static void Demand(IEnumerable<string> problems)
    {
        var all = problems.ToList();
        if (all.Count > 0)
            throw new ArgumentException($"The configuration cannot be used: {string.Join("; ", all)}.");
    }
}
