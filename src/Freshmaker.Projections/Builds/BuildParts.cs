namespace Freshmaker.Projections.Builds;

/// <summary>
/// What is read of builds beside their names, numbers and phases. A row has forty columns, and of a page of a hundred rows the database takes longer to send all of them
/// than to find the rows; so lists read what they were asked for. What was not read is as in a row that says nothing of it.
/// </summary>
[Flags]
public enum BuildParts
{
    None = 0,
    Cause = 1,
    Recipe = 2,
    Reason = 4,
    Parents = 8,
    Composes = 16,
    Times = 32,

    /// <summary>What the build system has told, and what it was given.</summary>
    Outside = 64,

    /// <summary>Attempts, and what it is in the plan for.</summary>
    Steps = 128,
    Surroundings = 256,
    All = 511,
}
