namespace Freshmaker.Host.Operations;

/// <summary>Refuses to start, in words for the person who configured it.</summary>
static class Refusal
{
    public static int Of(IReadOnlyList<string> errors)
    {
        Console.Error.WriteLine("Freshmaker cannot start; its configuration has faults:");
        foreach (var error in errors)
            Console.Error.WriteLine($"  - {error}");
        Console.Error.WriteLine("docs/operations.md lists the keys.");
        return 2;
    }
}
