using System.Security.Cryptography;

namespace Freshmaker.Sandbox.Bus;

/// <summary>UUIDs of version 4, which fedora-messaging demands.</summary>
internal static class MessageIds
{
    public static string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
