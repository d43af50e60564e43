using JasperFx;
using Marten.Exceptions;
using Npgsql;

namespace Freshmaker.Host.Rebuilding;

/// <summary>Somebody else was quicker: with the same rebuild, or with what only one may have. Whoever lost looks again and decides anew.</summary>
public static class Races
{
    public static bool IsLost(Exception e) => e is ConcurrencyException or ExistingStreamIdCollisionException or DocumentAlreadyExistsException
        // Marten does not recognise a collision of stream ids by the name that the key has in a partition.
        or MartenCommandException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } };
}
